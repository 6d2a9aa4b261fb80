// Signals that ask a run to save what it has and stop: TERM (batch systems, shutdown), INT (Ctrl-C), HUP (a terminal that is
// closed), USR1 (Slurm's warning before the time limit).
#pragma once

namespace suanli {

/// From now to the end of the process these signals are only noted: one that comes when all is published harms neither what is
/// still being said nor the exit code. A second INT ends the process at once, as it does by default. What the caller has set to be
/// ignored stays so (nohup). That nobody reads any more what is said (PIPE) is an error of writing, not the end.
void note_stop_signals();

/// Whether one has come since.
bool stop_asked();

}  // namespace suanli
