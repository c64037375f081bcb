# The network library for other programs: libinkling-nn, its headers, and the files by which CMake and
# pkg-config find it. The program itself is linked with the static library and needs none of this.

set(INKLING_NN_HEADERS
    calibration.h dataset.h input.h inspect.h metadata.h model.h recipe.h saliency.h spec.h
    status.h thread_pool.h trainer.h formats/c_source.h formats/model_file.h formats/onnx.h formats/pytorch_script.h
    formats/safetensors.h)
list(TRANSFORM INKLING_NN_HEADERS PREPEND ${PROJECT_SOURCE_DIR}/nn/)
list(APPEND INKLING_NN_HEADERS ${PROJECT_BINARY_DIR}/include/nn/version.h)

# inkling_add_nn_library(PART...): the shared library of the static one's objects and its parts',
# exporting what nn/exports.map lists.
function(inkling_add_nn_library)
    set(map ${PROJECT_SOURCE_DIR}/nn/exports.map)
    set(objects $<TARGET_OBJECTS:nn>)
    foreach(part IN LISTS ARGN)
        list(APPEND objects $<TARGET_OBJECTS:${part}>)
    endforeach()
    add_library(nn_shared SHARED ${objects})
    target_include_directories(nn_shared INTERFACE
        $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/inkling-nn>)
    target_link_libraries(nn_shared PRIVATE inkling_settings
        Threads::Threads m PkgConfig::JANSSON PkgConfig::PROTOBUF_C)
    target_link_options(nn_shared PRIVATE -Wl,--version-script=${map} -Wl,--no-undefined)
    set_target_properties(nn_shared PROPERTIES
        OUTPUT_NAME inkling-nn
        EXPORT_NAME nn
        VERSION ${PROJECT_VERSION}
        SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
        LINKER_LANGUAGE C
        LINK_DEPENDS ${map})
endfunction()

# nn_docs: the library's documentation as web pages, in nn/html of the build folder.
function(inkling_add_nn_docs)
    find_program(INKLING_DOXYGEN doxygen)
    if(NOT INKLING_DOXYGEN)
        return()
    endif()
    file(READ ${PROJECT_SOURCE_DIR}/nn/Doxyfile settings)
    string(REPLACE ";" " " headers "${INKLING_NN_HEADERS}")
    string(APPEND settings "INPUT = ${headers}\nOUTPUT_DIRECTORY = ${PROJECT_BINARY_DIR}/nn\n")
    file(WRITE ${PROJECT_BINARY_DIR}/nn/Doxyfile "${settings}")
    add_custom_target(nn_docs COMMAND ${INKLING_DOXYGEN} ${PROJECT_BINARY_DIR}/nn/Doxyfile VERBATIM)
endfunction()

function(inkling_install_nn_library)
    include(CMakePackageConfigHelpers)
    set(package ${CMAKE_INSTALL_LIBDIR}/cmake/inkling-nn)
    set(made ${PROJECT_BINARY_DIR}/nn)
    install(TARGETS nn_shared EXPORT inkling-nn
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
    install(FILES ${INKLING_NN_HEADERS}
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/inkling-nn/nn COMPONENT development)
    install(EXPORT inkling-nn NAMESPACE inkling:: FILE inkling-nn-config.cmake
        DESTINATION ${package} COMPONENT development)
    write_basic_package_version_file(${made}/inkling-nn-config-version.cmake
        COMPATIBILITY SameMinorVersion)
    file(RELATIVE_PATH INKLING_UP_TO_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
    configure_file(${PROJECT_SOURCE_DIR}/nn/inkling-nn.pc.in ${made}/inkling-nn.pc @ONLY)
    install(FILES ${made}/inkling-nn-config-version.cmake
        DESTINATION ${package} COMPONENT development)
    install(FILES ${made}/inkling-nn.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
endfunction()
