# Fuzzing of the framing guard; `jiwei_fuzzer` comes from fuzz.cmake.
if(COMMAND jiwei_fuzzer)
  jiwei_fuzzer(framing_guard_fuzz ${CMAKE_SOURCE_DIR}/platform/http/fuzz/framing_guard_fuzz.cpp)
endif()
