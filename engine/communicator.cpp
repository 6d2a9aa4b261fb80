#include "engine/communicator.hpp"

#include <cstdlib>
#include <string_view>

#include "engine/text.hpp"

#ifdef SUANLI_MPI
#include <mpi.h>
#include <sched.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <thread>
#endif

namespace suanli {

namespace {

/// Names of the variables in which a launcher says how many processes it started, and which of them this is.
struct LauncherVariables {
  const char *processes, *number;
};
constexpr LauncherVariables launchers[] = {
    {"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"}, {"PMI_SIZE", "PMI_RANK"}, {"SLURM_NTASKS", "SLURM_PROCID"}};

std::size_t number_in(const char* digits) { return digits == nullptr ? 0 : std::strtoull(digits, nullptr, 10); }

// A batch script and its commands are one process, whatever tasks Slurm has granted the job: only srun starts them.
bool is_outside_of_steps(const Surroundings& surroundings) {
  return surroundings.variable("SLURM_JOB_ID") != nullptr && surroundings.variable("SLURM_STEP_ID") == nullptr;
}

[[noreturn]] void refuse(const Launch& launch) {
  if (launch.number > 0) throw WrongInput(Text{});
#ifdef SUANLI_MPI
  const Words advice{
      "start this program by the launcher of the MPI that it was built with: its own mpirun, or srun --mpi=pmix "
      "(Open MPI) or --mpi=pmi2 (MPICH)",
      "请用构建本程序所用 MPI 自带的启动器：其 mpirun，或 srun --mpi=pmix（Open MPI）、--mpi=pmi2（MPICH）"};
#else
  const Words advice{"this program was built without MPI: start one process, or the program of the preset mpi",
                     "本程序构建时未含 MPI：请只启动一个进程，或使用预设 mpi 构建的程序"};
#endif
  throw WrongInput(
      text("started as {} processes ({}) that do not know of each other, and each would write the same file: {}",
           "已启动 {} 个进程（{}），但它们互不相识，都会写同一个文件：{}", launch.processes, launch.variable, advice));
}

}  // namespace

Launch launch_of(const Surroundings& surroundings) {
  Launch launch;
  for (const char* const offer : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMI_RANK", "PMIX_RANK"})
    launch.speaks_mpi |= surroundings.variable(offer) != nullptr;
  for (const auto& [processes, number] : launchers) {
    const std::size_t count = number_in(surroundings.variable(processes));
    if (count == 0) continue;
    if (std::string_view(processes).starts_with("SLURM") && is_outside_of_steps(surroundings)) continue;
    launch.processes = count, launch.number = number_in(surroundings.variable(number));
    launch.variable = std::string(processes) + "=" + surroundings.variable(processes);
    return launch;  // the nearest: mpirun inside of a Slurm job sees both
  }
  return launch;
}

#ifdef SUANLI_MPI

bool Communicator::knows_mpi() { return true; }

namespace {

// Waits for a request, first awake, then with ever longer naps: other ranks and threads may need this processor.
void finish(
    MPI_Request request, const std::function<void()>& meanwhile = [] {}) {
  constexpr int awake = 100;
  constexpr std::chrono::microseconds longest{1000};
  std::chrono::microseconds nap{10};
  for (int tries = 0;; ++tries) {
    int done = 0;
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    if (done != 0) return;
    meanwhile();
    if (tries < awake) continue;
    std::this_thread::sleep_for(nap);
    nap = std::min(2 * nap, longest);
  }
}

std::vector<int> gathered(MPI_Comm comm, int ranks, int value) {
  std::vector<int> all(static_cast<std::size_t>(ranks));
  MPI_Request request;
  MPI_Iallgather(&value, 1, MPI_INT, all.data(), 1, MPI_INT, comm, &request);
  finish(request);
  return all;
}

}  // namespace

/// MPI itself, from its beginning to its end.
struct Communicator::World {
  MPI_Comm comm = MPI_COMM_NULL;
  int rank = 0, size = 1;
  Sharing sharing;

  // Libraries that call MPI wait awake. Where ranks, or others, share processors, each of their collectives then lasts until
  // the system takes one away, and a file takes ten times as long, unless those who wait offer theirs: to Open MPI that can
  // only be said so. Who has said otherwise is heard.
  World() {
    setenv("OMPI_MCA_mpi_yield_when_idle", "1", 0);
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided);
    MPI_Comm_dup(MPI_COMM_WORLD, &comm);
    MPI_Comm_rank(comm, &rank);
    MPI_Comm_size(comm, &size);
    look_around();
  }
  World(const World&) = delete;
  ~World() {
    MPI_Comm_free(&comm);
    MPI_Finalize();
  }

 private:
  // Which ranks are on this machine, and whose processor sets have a processor in common with this one's.
  void look_around() {
    MPI_Comm here;
    MPI_Comm_split_type(comm, MPI_COMM_TYPE_SHARED, rank, MPI_INFO_NULL, &here);
    int ranks = 1;
    MPI_Comm_size(here, &ranks);
    cpu_set_t mine;
    CPU_ZERO(&mine);
    if (sched_getaffinity(0, sizeof mine, &mine) != 0) CPU_SET(0, &mine);  // as if all shared all
    std::vector<cpu_set_t> all(static_cast<std::size_t>(ranks));
    MPI_Allgather(&mine, sizeof mine, MPI_BYTE, all.data(), sizeof mine, MPI_BYTE, here);
    MPI_Comm_free(&here);
    const auto overlaps = [&](const cpu_set_t& other) {
      cpu_set_t both;
      CPU_AND(&both, &mine, &other);
      return CPU_COUNT(&both) > 0;
    };
    sharing.machine = static_cast<std::size_t>(ranks);
    sharing.processors = std::max<std::size_t>(1, static_cast<std::size_t>(std::ranges::count_if(all, overlaps)));
  }
};

Communicator Communicator::of_launcher(const Surroundings& surroundings) {
  const Launch launch = launch_of(surroundings);
  Communicator ranks;
  if (launch.speaks_mpi) ranks.world_ = std::make_shared<const World>();
  if (launch.processes > ranks.size()) refuse(launch);
  if (ranks.size() == 1) ranks.world_.reset();
  return ranks;
}

std::size_t Communicator::rank() const { return world_ ? static_cast<std::size_t>(world_->rank) : 0; }
std::size_t Communicator::size() const { return world_ ? static_cast<std::size_t>(world_->size) : 1; }

const Sharing& Communicator::sharing() const {
  static constexpr Sharing alone;
  return world_ ? world_->sharing : alone;
}

std::vector<std::string> Communicator::gather(const std::string& bytes) const {
  if (!world_) return {bytes};
  const std::vector<int> sizes = gathered(world_->comm, world_->size, static_cast<int>(bytes.size()));
  std::vector<int> places(sizes.size());
  std::exclusive_scan(sizes.begin(), sizes.end(), places.begin(), 0);
  std::string joined(static_cast<std::size_t>(places.back() + sizes.back()), '\0');
  MPI_Request request;
  MPI_Iallgatherv(bytes.data(), sizes[rank()], MPI_BYTE, joined.data(), sizes.data(), places.data(), MPI_BYTE,
                  world_->comm, &request);
  finish(request);
  std::vector<std::string> all;
  for (std::size_t r = 0; r < size(); ++r)
    all.push_back(joined.substr(static_cast<std::size_t>(places[r]), static_cast<std::size_t>(sizes[r])));
  return all;
}

std::string Communicator::from_first(const std::string& bytes) const {
  return world_ ? gather(is_first() ? bytes : std::string()).front() : bytes;
}

void Communicator::wait(const std::function<void()>& meanwhile) const {
  if (!world_) return;
  MPI_Request request;
  MPI_Ibarrier(world_->comm, &request);
  finish(request, meanwhile);
}

void Communicator::post(std::size_t rank) const {
  MPI_Request request;
  MPI_Isend(nullptr, 0, MPI_BYTE, static_cast<int>(rank), 0, world_->comm, &request);
  MPI_Request_free(&request);
}

bool Communicator::take_post() const {
  if (!world_) return false;
  int there = 0;
  MPI_Status status;
  MPI_Iprobe(MPI_ANY_SOURCE, 0, world_->comm, &there, &status);
  if (there != 0) MPI_Recv(nullptr, 0, MPI_BYTE, status.MPI_SOURCE, 0, world_->comm, MPI_STATUS_IGNORE);
  return there != 0;
}

void Communicator::abort(int code) const {
  if (world_) MPI_Abort(world_->comm, code);
  std::_Exit(code);
}

const void* Communicator::native() const { return world_ ? &world_->comm : nullptr; }

#else

struct Communicator::World {};

bool Communicator::knows_mpi() { return false; }

Communicator Communicator::of_launcher(const Surroundings& surroundings) {
  if (const Launch launch = launch_of(surroundings); launch.processes > 1) refuse(launch);
  return {};
}

// NOLINTBEGIN(readability-convert-member-functions-to-static): the same class as with MPI
std::size_t Communicator::rank() const { return 0; }
std::size_t Communicator::size() const { return 1; }
const Sharing& Communicator::sharing() const {
  static constexpr Sharing alone;
  return alone;
}
std::vector<std::string> Communicator::gather(const std::string& bytes) const { return {bytes}; }
std::string Communicator::from_first(const std::string& bytes) const { return bytes; }
void Communicator::wait(const std::function<void()>&) const {}
void Communicator::post(std::size_t) const {}
bool Communicator::take_post() const { return false; }
void Communicator::abort(int code) const { std::_Exit(code); }
const void* Communicator::native() const { return nullptr; }
// NOLINTEND(readability-convert-member-functions-to-static)

#endif

}  // namespace suanli
