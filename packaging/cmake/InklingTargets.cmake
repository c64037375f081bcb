# Settings that all our targets share, and the helpers that make targets.

add_library(inkling_settings INTERFACE)
target_include_directories(inkling_settings INTERFACE ${PROJECT_SOURCE_DIR})
if(CMAKE_SIZEOF_VOID_P EQUAL 4) # sizes and inodes of files have 64 bits even there
    target_compile_definitions(inkling_settings INTERFACE _FILE_OFFSET_BITS=64)
endif()
target_compile_options(inkling_settings INTERFACE
    $<$<COMPILE_LANGUAGE:C>:-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla>
    # A function in a table takes what every function of its column takes.
    $<$<COMPILE_LANGUAGE:C>:-Wno-unused-parameter>
    # Clang's version warns about INFINITY and NAN, which are always floats.
    $<$<COMPILE_LANG_AND_ID:C,GNU>:-Wdouble-promotion>)
# No path of the building machine goes into what is built: clang's assembler would keep it in line
# information, which embedded bytes do not have.
target_compile_options(inkling_settings INTERFACE -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.
    $<$<COMPILE_LANGUAGE:ASM>:-g0>)

# Hardening, also of generated code: an overflow ends the program, and linked addresses cannot be
# rewritten.
include(CheckCCompilerFlag)
include(CheckPIESupported)
check_pie_supported(LANGUAGES C)
check_c_compiler_flag(-fcf-protection INKLING_HAS_CF_PROTECTION)
add_library(inkling_hardening INTERFACE)
target_compile_options(inkling_hardening INTERFACE -fstack-protector-strong)
if(INKLING_CFI)
    # An indirect call of a function of another type ends the program. Knowing all functions takes
    # link-time optimisation. Only returns are left to the processor: clang 14 gets its own checks wrong
    # where the processor's marks make the table of functions wider.
    include(CheckIPOSupported)
    check_ipo_supported(LANGUAGES C)
    set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
    target_compile_options(inkling_hardening INTERFACE
        $<$<COMPILE_LANGUAGE:C>:-fsanitize=cfi-icall>
        $<$<BOOL:${INKLING_HAS_CF_PROTECTION}>:-fcf-protection=return>)
    target_link_options(inkling_hardening INTERFACE -fsanitize=cfi-icall -fuse-ld=lld)
elseif(INKLING_HAS_CF_PROTECTION)
    target_compile_options(inkling_hardening INTERFACE -fcf-protection)
endif()
if(NOT INKLING_SANITIZE)
    target_compile_options(inkling_hardening INTERFACE
        $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE$<SEMICOLON>-D_FORTIFY_SOURCE=2>)
endif()
if(CMAKE_SYSTEM_NAME STREQUAL Linux)
    target_link_options(inkling_hardening INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
endif()
target_link_libraries(inkling_settings INTERFACE inkling_hardening)
if(INKLING_WERROR)
    target_compile_options(inkling_settings INTERFACE $<$<COMPILE_LANGUAGE:C>:-Werror>)
endif()
if(INKLING_SANITIZE)
    # With sanitizers the compiler loses track of lengths and warns of strings truncated on purpose.
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

# inkling_add_test(NAME LIBRARY...): the cmocka suite NAME.c in this folder of tests/. It is named
# after its folders and its file, such as nn.layers.test_gradients. It writes into a folder of its own:
# suites run beside one another.
function(inkling_add_test file)
    inkling_test_name(name ${file})
    add_executable(${name} ${file}.c)
    target_link_libraries(${name} PRIVATE test_support ${ARGN})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
    set(scratch ${PROJECT_BINARY_DIR}/tests/scratch/${name})
    file(MAKE_DIRECTORY ${scratch})
    add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${scratch})
    set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endfunction()

# inkling_label_threads(NAME...): the suites that the tsan preset is for: ctest -L threads.
function(inkling_label_threads)
    foreach(file IN LISTS ARGN)
        inkling_test_name(name ${file})
        set_tests_properties(${name} PROPERTIES LABELS threads)
    endforeach()
endfunction()

function(inkling_test_name out file)
    file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR}/tests ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    string(REPLACE "/" "." name ${path})
    set(${out} ${name} PARENT_SCOPE)
endfunction()
