# Load driver and raw-engine baselines of bench/.
add_executable(bench_load EXCLUDE_FROM_ALL bench/load.cpp)
target_link_libraries(bench_load PRIVATE jiwei_options)
