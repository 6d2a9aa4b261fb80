# What a page of `suanli report` is made of, put into the library by the assembler: our own files as they are, and
# Apache ECharts, which npm brings into the build tree as package-lock.json has it. Without npm, or where it fails,
# everything else is built, and the command says what is missing.
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

# Files one after another under one name, each followed by an empty line.
set(assembly "  .section .rodata\n")
set(embedded "")
macro(suanli_embed name)
  string(APPEND assembly "  .global suanli_page_${name}, suanli_page_${name}_size\nsuanli_page_${name}:\n")
  foreach(file ${ARGN})
    string(APPEND assembly "  .incbin \"${file}\"\n  .ascii \"\\n\"\n")
    list(APPEND embedded ${file})
  endforeach()
  string(APPEND assembly "1:\n  .balign 8\nsuanli_page_${name}_size:\n  .8byte 1b - suanli_page_${name}\n")
endmacro()
suanli_embed(template ${page}/page/page.html)
suanli_embed(style ${page}/page/style.css)
suanli_embed(script ${page}/page/words.js ${page}/page/numbers.js ${page}/page/colours.js ${page}/page/plot.js
  ${page}/page/pictures.js ${page}/page/table.js ${page}/page/take_away.js ${page}/page/items.js ${page}/page/page.js)
suanli_embed(echarts ${echarts})
suanli_embed(licences ${licences})
string(APPEND assembly "  .section .note.GNU-stack,\"\",%progbits\n")  # no code, so no stack that could be executed
file(CONFIGURE OUTPUT page_assets.S @ONLY CONTENT "${assembly}")
set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/page_assets.S PROPERTIES OBJECT_DEPENDS "${embedded}")
target_sources(suanli_output PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/page_assets.S)
