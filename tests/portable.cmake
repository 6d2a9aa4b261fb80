# Runs a scenario with two builds of the program and compares the digests of what they write.
# cmake -Dprogram=<one> -Dportable=<the other> -Dscenario=<file> -P portable.cmake
cmake_minimum_required(VERSION 3.25)

function(digest_of program variable)
  set(file ${portable}.${variable}.h5)  # of this test alone: another one may run beside it
  execute_process(COMMAND ${program} run ${scenario} -o ${file} --firms 2000 --replications 4 --set time.end=2032
    COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${program} digest ${file} OUTPUT_VARIABLE digest COMMAND_ERROR_IS_FATAL ANY)
  file(REMOVE ${file})
  set(${variable} "${digest}" PARENT_SCOPE)
endfunction()

digest_of(${program} expected)
digest_of(${portable} found)
if(NOT found STREQUAL expected)
  message(FATAL_ERROR "${portable} computes other numbers than ${program}")
endif()
