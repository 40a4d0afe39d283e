# Turns every sql/*.sql under modules/ and platform/ into constants, and every migrations/*.sql into one embedded list.
add_executable(sqlgen tools/sqlgen/main.cpp tools/sqlgen/migrations.cpp tools/sqlgen/scan.cpp)
target_link_libraries(sqlgen PRIVATE jiwei_options OpenSSL::Crypto)

file(GLOB jiwei_sql_files CONFIGURE_DEPENDS
  ${CMAKE_SOURCE_DIR}/platform/*/sql/*.sql ${CMAKE_SOURCE_DIR}/platform/*/migrations/*.sql
  ${CMAKE_SOURCE_DIR}/modules/*/sql/*.sql ${CMAKE_SOURCE_DIR}/modules/*/migrations/*.sql)
set(jiwei_generated ${CMAKE_BINARY_DIR}/generated)
set(jiwei_sql_headers)
foreach(file IN LISTS jiwei_sql_files)
  cmake_path(RELATIVE_PATH file BASE_DIRECTORY ${CMAKE_SOURCE_DIR})
  if(file MATCHES "^([a-z]+/[^/]+)/sql/")
    list(APPEND jiwei_sql_headers ${jiwei_generated}/${CMAKE_MATCH_1}/sql.hpp)
  endif()
endforeach()
list(REMOVE_DUPLICATES jiwei_sql_headers)
set(JIWEI_MIGRATIONS_CPP ${jiwei_generated}/platform/db/migrations.cpp ${jiwei_generated}/platform/db/all_statements.cpp)
add_custom_command(
  OUTPUT ${jiwei_generated}/sqlgen.stamp
  BYPRODUCTS ${JIWEI_MIGRATIONS_CPP} ${jiwei_sql_headers}
  COMMAND sqlgen ${CMAKE_SOURCE_DIR} ${jiwei_generated}
  COMMAND ${CMAKE_COMMAND} -E touch ${jiwei_generated}/sqlgen.stamp
  DEPENDS sqlgen ${jiwei_sql_files} ${CMAKE_SOURCE_DIR}/platform/db/global_tables.txt
  COMMENT "SQL constants and migrations"
  VERBATIM)
set_source_files_properties(${JIWEI_MIGRATIONS_CPP} PROPERTIES GENERATED ON)
add_custom_target(jiwei_sql DEPENDS ${jiwei_generated}/sqlgen.stamp)
