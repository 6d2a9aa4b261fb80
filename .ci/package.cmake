# What `cmake --install` puts where. Nothing that is installed
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
