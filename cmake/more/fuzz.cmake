# Fuzzers: every */fuzz/NAME_fuzz.cpp and tests/fuzz/NAME_fuzz.cpp is one, with its corpus in tests/fuzz/corpus/NAME.
#   cmake --preset fuzz && cmake --build --preset fuzz && build/fuzz/csv_fuzz -max_total_time=600 tests/fuzz/corpus/csv     (clang)
# Every build has fuzz_replay, one program that reads all corpora again; tools/run-fuzzers.sh runs the fuzzers.
option(JIWEI_FUZZ "Build the fuzzers (clang only)" OFF)
file(GLOB fuzz_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/core/*/fuzz/*_fuzz.cpp ${CMAKE_SOURCE_DIR}/platform/*/fuzz/*_fuzz.cpp
  ${CMAKE_SOURCE_DIR}/modules/*/fuzz/*_fuzz.cpp ${CMAKE_SOURCE_DIR}/tests/fuzz/*_fuzz.cpp)

if(JIWEI_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "JIWEI_FUZZ needs clang: -DCMAKE_CXX_COMPILER=clang++-16")
  endif()
  # g++ decides what is a warning; clang's own opinions do not stop a fuzzer.
  target_compile_options(jiwei_options INTERFACE -Wno-error -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=vptr -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(jiwei_options INTERFACE -fsanitize=address,undefined)
  add_custom_target(fuzzers)
  foreach(source IN LISTS fuzz_sources)
    get_filename_component(name ${source} NAME_WE)
    add_executable(${name} EXCLUDE_FROM_ALL ${source})
    set(layer jiwei_core)
    if(source MATCHES "/platform/")
      set(layer jiwei_platform)
    elseif(source MATCHES "/modules/")
      set(layer jiwei_server)
    endif()
    target_link_libraries(${name} PRIVATE ${layer} Boost::headers)
    target_compile_definitions(${name} PRIVATE JIWEI_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    target_link_options(${name} PRIVATE -fsanitize=fuzzer,address,undefined)
    add_dependencies(fuzzers ${name})
  endforeach()
elseif(JIWEI_TESTS)
  set(declared)
  set(listed)
  foreach(source IN LISTS fuzz_sources)
    get_filename_component(name ${source} NAME_WE)
    string(REGEX REPLACE "_fuzz$" "" corpus ${name})
    string(APPEND declared "extern \"C\" int jiwei_${name}(const std::uint8_t* data, std::size_t size);\n")
    string(APPEND listed "    {\"${corpus}\", jiwei_${name}},\n")
    set_source_files_properties(${source} PROPERTIES COMPILE_DEFINITIONS "LLVMFuzzerTestOneInput=jiwei_${name}")
  endforeach()
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/fuzz_targets.inc CONTENT
"${declared}
struct FuzzTarget {
    const char* name;
    int (*run)(const std::uint8_t* data, std::size_t size);
};

constexpr FuzzTarget fuzz_targets[] = {
${listed}};
")
  add_executable(fuzz_replay tests/fuzz/replay.cpp ${fuzz_sources})
  target_link_libraries(fuzz_replay PRIVATE jiwei_server Boost::headers)
  target_compile_definitions(fuzz_replay PRIVATE JIWEI_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME fuzz_replay COMMAND fuzz_replay ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus)
  set_tests_properties(fuzz_replay PROPERTIES LABELS native)
endif()
