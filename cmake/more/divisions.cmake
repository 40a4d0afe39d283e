# The division table is packed with brotli (docs/adr/0019).
pkg_check_modules(BROTLIDEC REQUIRED IMPORTED_TARGET libbrotlidec)
if(TARGET jiwei_server)
  target_link_libraries(jiwei_server PRIVATE PkgConfig::BROTLIDEC ZLIB::ZLIB)
endif()
