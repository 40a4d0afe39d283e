# The tests of app/ start the program itself, with its commands and its signals.
if(TARGET app_tests)
  add_dependencies(app_tests jiwei)
endif()
