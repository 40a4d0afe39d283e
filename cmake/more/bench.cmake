# Load driver and raw-engine baselines of bench/; built by bench/run.
add_executable(bench_load EXCLUDE_FROM_ALL bench/load.cpp)
target_link_libraries(bench_load PRIVATE jiwei_options)
add_executable(bench_replay EXCLUDE_FROM_ALL bench/replay.cpp)
target_link_libraries(bench_replay PRIVATE jiwei_options PkgConfig::SQLITE PkgConfig::PQ Threads::Threads)
add_executable(bench_decide EXCLUDE_FROM_ALL bench/decide.cpp)
target_link_libraries(bench_decide PRIVATE jiwei_options jiwei_core)
