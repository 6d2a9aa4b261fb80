# What `cmake --install` puts where, and what `cpack -G DEB` and `cpack -G TGZ` make of it. Nothing that is installed
# knows where: the tree can be moved.
include(CMakePackageConfigHelpers)

# For find_package(suanli).
set(package_files ${CMAKE_INSTALL_LIBDIR}/cmake/suanli)
install(EXPORT suanli NAMESPACE suanli:: FILE suanliTargets.cmake DESTINATION ${package_files} COMPONENT development)
file(CONFIGURE OUTPUT suanliConfig.cmake @ONLY CONTENT [[
include(CMakeFindDependencyMacro)
if(NOT CMAKE_C_COMPILER_LOADED)
  enable_language(C)  # FindHDF5 asks the C compiler
endif()
@linked_dependencies@include(${CMAKE_CURRENT_LIST_DIR}/suanliTargets.cmake)
]])
write_basic_package_version_file(${PROJECT_BINARY_DIR}/suanliConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/suanliConfig.cmake ${PROJECT_BINARY_DIR}/suanliConfigVersion.cmake
  DESTINATION ${package_files} COMPONENT development)

# For people: scenarios, and documents in the folders from which they link to each other.
file(GLOB scenarios CONFIGURE_DEPENDS scenarios/*.yaml)
install(FILES ${scenarios} DESTINATION ${CMAKE_INSTALL_DATADIR}/suanli/scenarios COMPONENT program)
foreach(folder findings stress)
  file(GLOB scenarios CONFIGURE_DEPENDS scenarios/${folder}/*.yaml)
  install(FILES ${scenarios} DESTINATION ${CMAKE_INSTALL_DATADIR}/suanli/scenarios/${folder} COMPONENT program)
endforeach()
file(GLOB scripts CONFIGURE_DEPENDS scenarios/slurm/*.sh)
install(FILES ${scripts} DESTINATION ${CMAKE_INSTALL_DATADIR}/suanli/scenarios/slurm COMPONENT program)
file(GLOB documents RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS README*.md CHANGELOG.md agents/*.md output/*.md scenarios/*.md)
foreach(document IN LISTS documents)
  cmake_path(GET document PARENT_PATH folder)
  install(FILES ${document} DESTINATION ${CMAKE_INSTALL_DOCDIR}/${folder} COMPONENT program)
endforeach()
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(FILES tests/embedding/CMakeLists.txt tests/embedding/main.cpp
  DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples/embedding COMPONENT development)

# For `module load suanli`, written for Lmod and for Environment Modules.
set(modules ${CMAKE_INSTALL_DATADIR}/suanli/modulefiles)
string(REGEX REPLACE "[^/]+" ".." up_from_modules ${modules}/suanli)
file(CONFIGURE OUTPUT modules/${PROJECT_VERSION}.lua @ONLY CONTENT [[
help("Suanli @PROJECT_VERSION@: suanli run SCENARIO.yaml. Scenarios to start from are in $SUANLI_ROOT/@CMAKE_INSTALL_DATADIR@/suanli/scenarios.")
whatis("Name: suanli")
whatis("Version: @PROJECT_VERSION@")
whatis("Description: @PROJECT_DESCRIPTION@")
local root = myFileName():match("^(.*)/@modules@/suanli/[^/]*$")
if not root then LmodError("this file works where it was installed: module use PREFIX/@modules@") end
setenv("SUANLI_ROOT", root)
prepend_path("PATH", pathJoin(root, "@CMAKE_INSTALL_BINDIR@"))
prepend_path("CMAKE_PREFIX_PATH", root)
]])
file(CONFIGURE OUTPUT modules/${PROJECT_VERSION} @ONLY CONTENT [=[
#%Module1.0
proc ModulesHelp {} {
  puts stderr {Suanli @PROJECT_VERSION@: suanli run SCENARIO.yaml. Scenarios to start from are in $SUANLI_ROOT/@CMAKE_INSTALL_DATADIR@/suanli/scenarios.}
}
module-whatis {@PROJECT_DESCRIPTION@}
set root [file normalize [file join [file dirname $ModulesCurrentModulefile] @up_from_modules@]]
setenv SUANLI_ROOT $root
prepend-path PATH $root/@CMAKE_INSTALL_BINDIR@
prepend-path CMAKE_PREFIX_PATH $root
]=])
install(FILES ${PROJECT_BINARY_DIR}/modules/${PROJECT_VERSION}.lua ${PROJECT_BINARY_DIR}/modules/${PROJECT_VERSION}
  DESTINATION ${modules}/suanli COMPONENT program)

if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()

# Packages: one archive, and for Debian a program and a library.
if(NOT CPACK_PACKAGE_CONTACT)
  set(CPACK_PACKAGE_CONTACT "The Suanli Authors")  # who distributes gives -DCPACK_PACKAGE_CONTACT="Name <address>"
endif()
set(CPACK_PACKAGE_VENDOR "The Suanli Authors")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR})
set(CPACK_SYSTEM_NAME ${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_GENERATOR TGZ)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # packages are made without building tests: build suanli first
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program development)

# Everybody may enter the directories, whatever the umask of who makes the packages. CPack's own variable for it is subject
# to the umask.
file(CONFIGURE OUTPUT package_directories.cmake @ONLY CONTENT [[
file(CHMOD_RECURSE ${CPACK_TEMPORARY_DIRECTORY} DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
]])
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_BINARY_DIR}/package_directories.cmake)

# Packages bear the time of the last commit, so that the same commit gives the same bytes; SOURCE_DATE_EPOCH goes before that,
# and without either they bear the time at which they are made.
set(epoch "$ENV{SOURCE_DATE_EPOCH}")
if(NOT epoch AND EXISTS ${PROJECT_SOURCE_DIR}/.git)
  execute_process(COMMAND git log -1 --format=%ct WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    OUTPUT_VARIABLE epoch OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(epoch MATCHES "^[0-9]+$")
  set(ENV{SOURCE_DATE_EPOCH} ${epoch})  # for the dates below
  file(CONFIGURE OUTPUT package_time.cmake @ONLY CONTENT [[
if(NOT DEFINED ENV{SOURCE_DATE_EPOCH})
  set(ENV{SOURCE_DATE_EPOCH} @epoch@)
endif()
]])
  set(CPACK_PROJECT_CONFIG_FILE ${PROJECT_BINARY_DIR}/package_time.cmake)
endif()
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME suanli)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libsuanli-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
list(JOIN linked_packages ", " CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
  "Simulates thousands of replications of an economy with 100 000 firms, several
industries and regions, in parallel, writes them to HDF5 (netCDF-4), and holds
their aggregates against the analytical steady state of the growth model.")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
  "Libraries, headers and package files for CMake, for programs that simulate the
economy of Suanli themselves or read its result files.")

# What Debian wants besides, left out of every other installation.
string(TIMESTAMP year %Y UTC)
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(CONFIGURE OUTPUT debian/copyright @ONLY CONTENT [[
Suanli
Copyright @year@ The Suanli Authors

Licensed under the Apache License, version 2.0, which Debian systems have in
/usr/share/common-licenses/Apache-2.0.

What `suanli report` writes contains Apache ECharts (Apache License, version
2.0), with parts of d3 and with zrender (BSD, three clauses) and tslib (BSD,
no clause). Their licences are in the folder licences here, and in every page.
]])
file(CONFIGURE OUTPUT debian/changelog @ONLY CONTENT [[
suanli (@PROJECT_VERSION@) unstable; urgency=medium

  * See CHANGELOG.md.

 -- @CPACK_PACKAGE_CONTACT@  @date@
]])
find_program(gzip gzip NO_CACHE)
if(gzip)
  execute_process(COMMAND ${gzip} -9nfk changelog WORKING_DIRECTORY ${PROJECT_BINARY_DIR}/debian)
endif()
foreach(component IN ITEMS program development)
  string(TOUPPER ${component} COMPONENT)
  install(FILES ${PROJECT_BINARY_DIR}/debian/copyright ${PROJECT_BINARY_DIR}/debian/changelog.gz OPTIONAL
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${CPACK_DEBIAN_${COMPONENT}_PACKAGE_NAME}
    COMPONENT ${component} EXCLUDE_FROM_ALL)
endforeach()
include(CPack)
