# Fuzzing of page tokens; `jiwei_fuzzer` comes from fuzz.cmake.
if(COMMAND jiwei_fuzzer)
  jiwei_fuzzer(page_token_fuzz ${CMAKE_SOURCE_DIR}/platform/crypto/fuzz/page_token_fuzz.cpp)
endif()
