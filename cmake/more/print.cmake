# Official forms as PDF (platform/print): text by Pango, pages by Cairo. Only that one file sees their headers.
pkg_check_modules(PANGOCAIRO REQUIRED pangocairo cairo-pdf)
set(print_options)
foreach(folder IN LISTS PANGOCAIRO_INCLUDE_DIRS)
  list(APPEND print_options -isystem ${folder})
endforeach()
set_source_files_properties(${CMAKE_SOURCE_DIR}/platform/print/print.cpp PROPERTIES COMPILE_OPTIONS "${print_options}")
target_link_libraries(jiwei_platform PUBLIC ${PANGOCAIRO_LIBRARIES})
