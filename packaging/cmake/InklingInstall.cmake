# inkling_install_gzipped(FILE DESTINATION): installs FILE compressed, the same bytes every time.
find_program(INKLING_GZIP gzip REQUIRED)

function(inkling_install_gzipped file destination)
    get_filename_component(name ${destination} NAME)
    get_filename_component(folder ${destination} DIRECTORY)
    set(source ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    set(made ${CMAKE_CURRENT_BINARY_DIR}/${name})
    add_custom_command(OUTPUT ${made} COMMAND ${INKLING_GZIP} -9nc ${source} > ${made}
        DEPENDS ${source} VERBATIM)
    add_custom_target(compressed-${name} ALL DEPENDS ${made})
    install(FILES ${made} DESTINATION ${folder})
endfunction()

# inkling_install_portable(TARGET): installs TARGET with the libraries that it needs, and their
# licences, beside it, for machines that lack them. Only the C library's are left out: every system has
# one. The loader finds them by DT_RPATH, which also serves the libraries that those need, as they
# have no path of their own.
function(inkling_install_portable target)
    set(folder ${CMAKE_INSTALL_LIBDIR}/inkling)
    set_target_properties(${target} PROPERTIES INSTALL_RPATH $ORIGIN/../${folder})
    target_link_options(${target} PRIVATE -Wl,--disable-new-dtags)
    install(TARGETS ${target} RUNTIME_DEPENDENCY_SET needed)
    install(RUNTIME_DEPENDENCY_SET needed
        PRE_EXCLUDE_REGEXES "^ld-linux" "^lib(c|m|dl|rt|pthread|resolv)\\.so"
        DIRECTORIES /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/pulseaudio
        LIBRARY DESTINATION ${folder})
    install(CODE "
        set(prefix \$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX})
        file(GLOB libraries \${prefix}/${folder}/*)
        foreach(library IN LISTS libraries)
            if(NOT IS_SYMLINK \${library})
                file(RPATH_REMOVE FILE \${library})
            endif()
        endforeach()
        execute_process(COMMAND ${PROJECT_SOURCE_DIR}/packaging/bundled_licences.sh
            \${prefix}/${folder} \${prefix}/${CMAKE_INSTALL_DOCDIR}/licences
            COMMAND_ERROR_IS_FATAL ANY)")
endfunction()
