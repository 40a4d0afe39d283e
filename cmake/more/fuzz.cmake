# Fuzzers: jiwei_fuzzer(NAME SOURCE [LIBRARY...]) makes a libFuzzer program over jiwei_platform or the named libraries. Only with clang:
#   cmake -S . -B build/fuzz -G Ninja -DCMAKE_CXX_COMPILER=clang++-16 -DCMAKE_BUILD_TYPE=RelWithDebInfo -DJIWEI_FUZZ=ON -DJIWEI_TESTS=OFF
#   ninja -C build/fuzz csv_fuzz && build/fuzz/csv_fuzz -max_total_time=600 tests/fuzz/corpus/csv
# Corpora lie in tests/fuzz/corpus/<name>; ordinary tests replay them, so what a fuzzer found stays found.
option(JIWEI_FUZZ "Build the fuzzers (clang only)" OFF)
if(JIWEI_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "JIWEI_FUZZ needs clang: -DCMAKE_CXX_COMPILER=clang++-16")
  endif()
  # g++ decides what is a warning; clang's own opinions do not stop a fuzzer.
  target_compile_options(jiwei_options INTERFACE -Wno-error -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(jiwei_options INTERFACE -fsanitize=address,undefined)
  function(jiwei_fuzzer name source)
    set(libraries ${ARGN})
    if(NOT libraries)
      set(libraries jiwei_platform)
    endif()
    add_executable(${name} ${source})
    target_link_libraries(${name} PRIVATE ${libraries})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer,address,undefined)
  endfunction()
  jiwei_fuzzer(rules_fuzz ${CMAKE_SOURCE_DIR}/core/rules/fuzz/rules_fuzz.cpp jiwei_core)
  jiwei_fuzzer(csv_fuzz ${CMAKE_SOURCE_DIR}/platform/csv/fuzz/csv_fuzz.cpp)
  jiwei_fuzzer(xlsx_fuzz ${CMAKE_SOURCE_DIR}/platform/xlsx/fuzz/xlsx_fuzz.cpp)
endif()
