# Settings that every target of ours shares, and the helpers that make one.

add_library(inkling_settings INTERFACE)
target_include_directories(inkling_settings INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(inkling_settings INTERFACE
    $<$<COMPILE_LANGUAGE:C>:-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla
    -Wdouble-promotion>)
# No path of the machine that builds goes into what it builds.
target_compile_options(inkling_settings INTERFACE -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)

# Hardening: what overflows ends the program, and what was linked cannot be rewritten.
include(CheckCCompilerFlag)
include(CheckPIESupported)
check_pie_supported(LANGUAGES C)
check_c_compiler_flag(-fcf-protection INKLING_HAS_CF_PROTECTION)
target_compile_options(inkling_settings INTERFACE -fstack-protector-strong
    $<$<BOOL:${INKLING_HAS_CF_PROTECTION}>:-fcf-protection>)
if(NOT INKLING_SANITIZE)
    target_compile_options(inkling_settings INTERFACE
        $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE$<SEMICOLON>-D_FORTIFY_SOURCE=2>)
endif()
if(CMAKE_SYSTEM_NAME STREQUAL Linux)
    target_link_options(inkling_settings INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
endif()
if(INKLING_WERROR)
    target_compile_options(inkling_settings INTERFACE $<$<COMPILE_LANGUAGE:C>:-Werror>)
endif()
if(INKLING_SANITIZE)
    # With checks woven in, the compiler loses sight of lengths and warns of texts cut on purpose.
    target_compile_options(inkling_settings INTERFACE
        -fsanitize=${INKLING_SANITIZE} -fno-omit-frame-pointer
        $<$<C_COMPILER_ID:GNU>:-Wno-format-truncation>)
    target_link_options(inkling_settings INTERFACE -fsanitize=${INKLING_SANITIZE})
    if(NOT INKLING_SANITIZE MATCHES thread)
        target_compile_options(inkling_settings INTERFACE -fno-sanitize-recover=all)
    endif()
endif()

# inkling_add_library(NAME SOURCE...): a static library with the project's settings.
function(inkling_add_library name)
    add_library(${name} STATIC ${ARGN})
    target_link_libraries(${name} PUBLIC inkling_settings)
endfunction()

# inkling_add_test(NAME LIBRARY...): the cmocka suite tests/NAME.c.
function(inkling_add_test path)
    string(REPLACE "/" "." name ${path})
    add_executable(${name} ${path}.c)
    target_link_libraries(${name} PRIVATE test_support ${ARGN})
    add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
    set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endfunction()
