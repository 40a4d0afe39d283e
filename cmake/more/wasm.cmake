# The core as a WebAssembly module for browser and Node: clang-16 and wasi-libc, no emscripten (docs/adr/0010).
# One invocation of the compiler a file, driven by this build, so that a change rebuilds only what it touches.
find_program(JIWEI_WASM_CLANG clang++-16 REQUIRED)
set(JIWEI_WASM ${CMAKE_SOURCE_DIR}/build/wasm/core.wasm CACHE FILEPATH "Where the module goes; the web build copies it")

# Debian's libc++ for wasm lies beside the compiler, where the driver does not look; of the host's headers only tl/expected is let in.
get_filename_component(wasm_clang_real ${JIWEI_WASM_CLANG} REALPATH)
get_filename_component(wasm_llvm ${wasm_clang_real}/../.. ABSOLUTE)
find_path(JIWEI_EXPECTED tl/expected.hpp REQUIRED)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/wasm/include)
file(CREATE_LINK ${JIWEI_EXPECTED}/tl ${CMAKE_BINARY_DIR}/wasm/include/tl SYMBOLIC)

set(wasm_flags --target=wasm32-wasi -std=c++20 -O2 -fno-exceptions -fno-rtti -fvisibility=hidden -ffunction-sections
  -nostdinc++ -isystem ${wasm_llvm}/include/wasm32-wasi/c++/v1 -isystem ${CMAKE_BINARY_DIR}/wasm/include
  -Wall -Wextra -Werror -I${CMAKE_SOURCE_DIR} -DJIWEI_VERSION="${PROJECT_VERSION}" -DNDEBUG)
set(wasm_modules ${CMAKE_SOURCE_DIR}/core/wasm/module.cpp)
if(JIWEI_TESTS)
  list(APPEND wasm_modules ${CMAKE_SOURCE_DIR}/core/wasm/tests/cases_module.cpp)
endif()
set(wasm_objects)
foreach(source IN LISTS core_sources wasm_modules)
  file(RELATIVE_PATH name ${CMAKE_SOURCE_DIR} ${source})
  set(object ${CMAKE_BINARY_DIR}/wasm/${name}.o)
  get_filename_component(folder ${object} DIRECTORY)
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(OUTPUT ${object}
    COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} ${JIWEI_WASM_CLANG} ${wasm_flags} -MD -MF ${object}.d -c ${source} -o ${object}
    DEPENDS ${source} DEPFILE ${object}.d VERBATIM COMMENT "wasm ${name}")
  if(source IN_LIST wasm_modules)
    get_filename_component(module ${source} NAME_WE)
    set(wasm_${module} ${object})
  else()
    list(APPEND wasm_objects ${object})
  endif()
endforeach()

# What runs in the page, and the one that runs case files.
function(jiwei_wasm_module target output object)
  get_filename_component(folder ${output} DIRECTORY)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
    COMMAND ${JIWEI_WASM_CLANG} --target=wasm32-wasi -mexec-model=reactor -O2 ${wasm_objects} ${object} -o ${output}
            -Wl,--gc-sections -Wl,--strip-all -Wl,-z,stack-size=1048576
    DEPENDS ${wasm_objects} ${object} VERBATIM COMMENT "${target}")
  add_custom_target(${target} DEPENDS ${output})
endfunction()
jiwei_wasm_module(core_wasm ${JIWEI_WASM} ${wasm_module})

if(JIWEI_TESTS)
  set(JIWEI_CASES_WASM ${CMAKE_SOURCE_DIR}/build/wasm/cases.wasm)
  jiwei_wasm_module(cases_wasm ${JIWEI_CASES_WASM} ${wasm_cases_module})
  find_program(JIWEI_NODE NAMES node nodejs)
  add_executable(native_calls core/wasm/tests/native_calls.cpp)
  target_link_libraries(native_calls PRIVATE jiwei_core)
  add_dependencies(native_calls core_wasm cases_wasm)
  add_test(NAME core_wasm_cases COMMAND ${JIWEI_NODE} ${CMAKE_SOURCE_DIR}/core/wasm/tests/cases_test.mjs ${JIWEI_CASES_WASM}
    $<TARGET_FILE:native_calls> ${CMAKE_SOURCE_DIR}/packs)
  set_tests_properties(core_wasm_cases PROPERTIES LABELS "wasm;packs")
endif()
