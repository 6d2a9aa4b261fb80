# What a page of `suanli report` is made of, put into the library by the assembler: our own files as they are, and
# Apache ECharts, which npm brings into the build tree as package-lock.json has it. Without npm, or where it fails,
# everything else is built, and the command says what is missing.
include(report/embed.cmake)
set(page ${CMAKE_CURRENT_SOURCE_DIR}/report)
set(modules ${PROJECT_BINARY_DIR}/report)  # below which npm puts node_modules
set(packages ${page}/package.json ${page}/package-lock.json ${page}/.npmrc)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${packages})

set(omit "")
if(NOT SUANLI_BUILD_TESTS)
  set(omit --omit=dev)  # the browser's driver
endif()
set(wanted "${omit} ")
foreach(file IN LISTS packages)
  file(SHA256 ${file} sum)
  string(APPEND wanted "${sum} ")
endforeach()
set(has "")
if(EXISTS ${modules}/complete)
  file(READ ${modules}/complete has)
endif()
if(npm_FOUND AND NOT has STREQUAL wanted)
  file(REMOVE ${modules}/complete)
  file(COPY ${packages} DESTINATION ${modules})
  execute_process(
    COMMAND ${npm_PROGRAM} ci --ignore-scripts --no-audit --no-fund --prefer-offline --fetch-retries=1 ${omit}
    TIMEOUT 300 WORKING_DIRECTORY ${modules} RESULT_VARIABLE status
    OUTPUT_FILE ${PROJECT_BINARY_DIR}/npm.log ERROR_FILE ${PROJECT_BINARY_DIR}/npm.log)
  if(status EQUAL 0)
    file(WRITE ${modules}/complete "${wanted}")
  endif()
endif()

set(echarts "")
set(licences "")
if(EXISTS ${modules}/complete)
  set(echarts ${modules}/node_modules/echarts/dist/echarts.min.js)
  set(licences ${modules}/node_modules/echarts/LICENSE ${modules}/node_modules/echarts/NOTICE
    ${modules}/node_modules/echarts/licenses/LICENSE-d3 ${modules}/node_modules/zrender/LICENSE
    ${modules}/node_modules/tslib/LICENSE.txt)
  foreach(module IN ITEMS echarts zrender tslib)
    file(GLOB texts ${modules}/node_modules/${module}/LICENSE* ${modules}/node_modules/${module}/NOTICE*
      ${modules}/node_modules/${module}/CopyrightNotice.txt
      ${modules}/node_modules/${module}/licenses/LICENSE*)
    install(FILES ${texts} DESTINATION ${CMAKE_INSTALL_DOCDIR}/licences/${module} COMPONENT program)
  endforeach()
elseif(npm_FOUND)
  message(STATUS "npm failed (${PROJECT_BINARY_DIR}/npm.log): `suanli report` will have no page")
else()
  message(STATUS "npm is missing (Debian: npm): `suanli report` will have no page")
endif()

suanli_embed(suanli_output page_template ${page}/page/page.html)
suanli_embed(suanli_output page_style ${page}/page/style.css)
set(scripts words numbers colours plot pictures table take_away paper items page)
list(TRANSFORM scripts REPLACE "(.+)" "${page}/page/\\1.js")
suanli_embed(suanli_output page_script ${scripts})
suanli_embed(suanli_output page_echarts ${echarts})
suanli_embed(suanli_output page_licences ${licences})
