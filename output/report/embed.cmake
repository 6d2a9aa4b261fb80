# suanli_embed(TARGET NAME FILE...): the assembler puts the files into the target, one after another and each followed by
# an empty line, as suanli_NAME, of suanli_NAME_size bytes.
function(suanli_embed target name)
  set(symbol suanli_${name})
  set(assembly "  .section .rodata\n  .global ${symbol}, ${symbol}_size\n${symbol}:\n")
  foreach(file ${ARGN})
    string(APPEND assembly "  .incbin \"${file}\"\n  .ascii \"\\n\"\n")
  endforeach()
  string(APPEND assembly "1:\n  .balign 8\n${symbol}_size:\n  .8byte 1b - ${symbol}\n"
    "  .section .note.GNU-stack,\"\",%progbits\n")  # no code, so no stack that could be executed
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}.S)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT "${assembly}")
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${ARGN}")
  target_sources(${target} PRIVATE ${source})
endfunction()
