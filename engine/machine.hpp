// What this process may use of the machine it runs on.
#pragma once

#include <cstddef>

namespace suanli {

/// Memory that can still be used without swapping [byte]: the system's, or the tightest limit of this process's
/// control groups.
std::size_t available_memory();

}  // namespace suanli
