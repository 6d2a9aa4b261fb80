# Holds the digests that kernel_digest prints for every instruction set of this machine against those that it, or a copy of
# it for another processor, prints under an emulator, whose best instruction set must be <set>.
# cmake -Dprogram=<kernel_digest> -Demulated=<command> -Dset=<name> -P same_bits.cmake
cmake_minimum_required(VERSION 3.25)

execute_process(COMMAND ${program} OUTPUT_VARIABLE native COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${emulated} OUTPUT_VARIABLE other COMMAND_ERROR_IS_FATAL ANY)
if(NOT other MATCHES "^\\[${set}\\]\n")
  message(FATAL_ERROR "not ${set}, but:\n${other}")
endif()

string(REGEX MATCHALL "\\[[^[]*" digests "${native}${other}")
list(GET digests 0 first)
string(REGEX REPLACE "^[^\n]*\n" "" expected "${first}")
foreach(digest IN LISTS digests)
  string(REGEX REPLACE "^[^\n]*\n" "" found "${digest}")
  if(NOT found STREQUAL expected)
    message(FATAL_ERROR "Not the same bits:\n${first}\n${digest}")
  endif()
endforeach()
