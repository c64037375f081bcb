# inkling_embed(TARGET NAME FILE): puts FILE's bytes into TARGET as `embedded_NAME`, up to but not
# including `embedded_NAME_end`, where a zero byte ends text. The assembler reads the file, so no text
# form of it is compiled.
set(INKLING_EMBED_TEMPLATE ${CMAKE_CURRENT_LIST_DIR}/embed.S.in)

function(inkling_embed target name file)
    set(EMBED_NAME embedded_${name})
    set(EMBED_FILE ${file})
    set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.S)
    configure_file(${INKLING_EMBED_TEMPLATE} ${source} @ONLY)
    set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${file})
    target_sources(${target} PRIVATE ${source})
endfunction()
