#!/bin/bash
# An ensemble of Suanli over ranks of MPI. Submit it from the directory that it lies in: sbatch mpi.sh
#SBATCH --job-name=suanli
#SBATCH --ntasks=64
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=2048M
#SBATCH --signal=B:USR1@120
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=logs/mpi.log
#SBATCH --time=12:00:00

# Open MPI; for MPICH --mpi=pmi2. A rank that dies before all know each other ends the others after a minute.
launch=(srun --mpi=pmix --wait=60 --cpus-per-task="$SLURM_CPUS_PER_TASK")

job=$SLURM_JOB_ID
child=
pass_on() {
  again=yes
  [[ -z $child ]] || kill -s "$1" "$child" 2>/dev/null
}
trap 'pass_on USR1' USR1  # the time limit is near, or the job is preempted
trap 'pass_on TERM' TERM

"${launch[@]}" 'suanli' run scenario.yaml -o result.h5 --threads "$SLURM_CPUS_PER_TASK" &
child=$!
again=yes
while [[ -n $again ]]; do  # a signal ends the wait early
  again=
  wait "$child"
  code=$?
done

case $code in
  85 | 138 | 143) again=yes ;;  # stopped with all that was done kept, or before there was anything
  137) ((${SLURM_RESTART_COUNT:-0} >= 2)) || again=yes ;;  # killed: for want of memory perhaps, or by mishap
esac
# One that no longer counts as running was cancelled, or Slurm requeues it by itself.
if [[ -n $again && $(squeue --noheader --jobs="$job" --format=%T) == RUNNING ]]; then
  scontrol requeue "$job"
fi
exit "$code"
