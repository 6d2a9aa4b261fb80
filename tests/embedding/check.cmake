# Installs the build, moves the installed tree elsewhere, and builds and runs the program of this folder against it.
# cmake -Dbuild=<tree of the build> -Dconfiguration=<its CMAKE_BUILD_TYPE> -Dcompiler=<…> -Dflags=<…> -Dforbidden=<paths>
#   -P check.cmake
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${ARGV}\n${said}")
  endif()
  set(said "${said}" PARENT_SCOPE)
endfunction()

set(work ${build}/tests/embedding)
set(prefix ${work}/moved)
file(REMOVE_RECURSE ${work})
run(${CMAKE_COMMAND} --install ${build} --prefix ${work}/installed)
file(RENAME ${work}/installed ${prefix})

# No installed file knows where it was made; in a build for debugging, programs and libraries may.
file(GLOB_RECURSE files ${prefix}/*)
foreach(file IN LISTS files)
  if(NOT configuration STREQUAL "Release" AND file MATCHES "/(libsuanli_[a-z]+\\.a|bin/suanli)$")
    continue()
  endif()
  foreach(path IN LISTS forbidden)
    string(REGEX REPLACE "[][+.*()^$?{}|\\]" "\\\\\\0" pattern ${path}/)
    file(STRINGS ${file} found REGEX ${pattern} LIMIT_COUNT 1)
    if(found)
      message(SEND_ERROR "${file} names ${path}: ${found}")
    endif()
  endforeach()
endforeach()

# Every header that an installed header includes is installed too.
file(GLOB_RECURSE headers ${prefix}/include/*.hpp)
foreach(header IN LISTS headers)
  file(STRINGS ${header} includes REGEX "^#include \"")
  foreach(include IN LISTS includes)
    string(REGEX REPLACE "^#include \"(.*)\".*$" "${prefix}/include/suanli/\\1" included ${include})
    if(NOT EXISTS ${included})
      message(SEND_ERROR "${header} includes ${included}, which is not installed")
    endif()
  endforeach()
endforeach()

# Whoever follows the page for clusters after installing gets a result that theory agrees with, and a program of their own.
function(commands_of page variable)
  file(READ ${prefix}/share/doc/suanli/scenarios/${page} text)
  string(REGEX MATCHALL "```sh\n[^`]*```" blocks "${text}")
  string(REGEX REPLACE "```(sh\n|)" "" blocks "${blocks}")
  set(${variable} "${blocks}" PARENT_SCOPE)
endfunction()
commands_of(cluster.md commands)
commands_of(cluster.zh-CN.md in_chinese)
if(NOT commands STREQUAL in_chinese)
  message(SEND_ERROR "cluster.md and cluster.zh-CN.md give different commands")
endif()
list(FILTER commands INCLUDE REGEX "SUANLI_ROOT/")  # the others need modules
string(JOIN "" commands "set -e\n" ${commands})
file(WRITE ${work}/commands.sh "${commands}")
set(ENV{LC_ALL} C)
set(ENV{SUANLI_ROOT} ${prefix})
set(ENV{PATH} ${prefix}/bin:$ENV{PATH})
set(ENV{CMAKE_PREFIX_PATH} ${prefix}:$ENV{CMAKE_PREFIX_PATH})
set(ENV{CXX} ${compiler})
set(ENV{CXXFLAGS} ${flags})
run(bash ${work}/commands.sh WORKING_DIRECTORY ${work})
message(STATUS "${said}")

execute_process(COMMAND ${work}/embedding/embedding RESULT_VARIABLE status OUTPUT_VARIABLE usage)
if(NOT status EQUAL 2 OR NOT usage MATCHES "^usage: embedding SCENARIO")
  message(SEND_ERROR "embedding without a scenario: ${status}, ${usage}")
endif()

# The noise of 10 000 firms moves the mean growth of 30 years by about 0.00012: four standard errors either way.
foreach(claim IN ITEMS "Theory and simulation agree"
    "until 2052: 0\\.0(49[5-9]|50[0-4]) a year, theory says 0\\.0500")
  if(NOT said MATCHES "${claim}")
    message(FATAL_ERROR "${said}")
  endif()
endforeach()
