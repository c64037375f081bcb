# inkling_add_onnx(TARGET): compiles ONNX's own description of its files, onnx.proto, into C with
# protobuf-c and links TARGET with it. The header is "onnx.pb-c.h".
find_program(PROTOC_C NAMES protoc-c DOC "protobuf-c's compiler")
find_path(ONNX_PROTO_FOLDER onnx.proto PATH_SUFFIXES onnx
    DOC "Folder of onnx.proto, which describes ONNX files")
pkg_check_modules(PROTOBUF_C REQUIRED IMPORTED_TARGET libprotobuf-c)
if(NOT PROTOC_C OR NOT ONNX_PROTO_FOLDER)
    message(FATAL_ERROR "Cannot find what is needed to read and write ONNX files: install "
        "protobuf-c's compiler and onnx.proto (Debian: protobuf-c-compiler and libonnx-dev; Fedora: "
        "protobuf-c-compiler and onnx-devel; Arch and Homebrew: protobuf-c and onnx), or set "
        "PROTOC_C to protoc-c and ONNX_PROTO_FOLDER to the folder of onnx.proto.")
endif()

function(inkling_add_onnx target)
    set(folder ${CMAKE_CURRENT_BINARY_DIR}/onnx)
    file(MAKE_DIRECTORY ${folder})
    add_custom_command(
        OUTPUT ${folder}/onnx.pb-c.c ${folder}/onnx.pb-c.h
        COMMAND ${PROTOC_C} --c_out=${folder} --proto_path=${ONNX_PROTO_FOLDER} onnx.proto
        DEPENDS ${ONNX_PROTO_FOLDER}/onnx.proto
        VERBATIM)
    # A target of its own, without our warnings: the code is not ours.
    add_library(${target}_onnx OBJECT ${folder}/onnx.pb-c.c ${folder}/onnx.pb-c.h)
    target_include_directories(${target}_onnx SYSTEM PUBLIC ${folder})
    target_compile_options(${target}_onnx PRIVATE -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
    target_link_libraries(${target}_onnx PUBLIC PkgConfig::PROTOBUF_C PRIVATE inkling_hardening)
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:${target}_onnx> ${folder}/onnx.pb-c.h)
    target_include_directories(${target} SYSTEM PRIVATE ${folder})
    target_link_libraries(${target} PRIVATE PkgConfig::PROTOBUF_C)
endfunction()
