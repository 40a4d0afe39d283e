# Grouped compilation (docs/adr/0055): the release and sanitize builds compile the sources of a folder together, so that the
# headers they share are read once. The dev build does not: there a change should cost one file.
#   jiwei_group(TARGET)   groups the target's sources; call it after the target has them all
# A group is named by its folder, and a large folder is cut by a hash of the file's name. A new file therefore changes the group
# that it joins and no other, and the compiler cache keeps the rest. What may not share a group says so here, with the reason.
option(JIWEI_GROUPED "Compile the sources of a folder together" OFF)
set(JIWEI_GROUP_SIZE 8 CACHE STRING "About so many sources a group")

# Of a group the compiler cannot tell which file is the main one, nor that two private names are strangers; the dev build warns of both.
if(JIWEI_GROUPED)
  target_compile_options(jiwei_options INTERFACE -Wno-subobject-linkage -Wno-shadow)
endif()

function(jiwei_group target)
  if(NOT JIWEI_GROUPED)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "^${CMAKE_SOURCE_DIR}/.*\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "^${CMAKE_BINARY_DIR}/") # generated: alone
  set(folders)
  foreach(source IN LISTS sources)
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${CMAKE_SOURCE_DIR} OUTPUT_VARIABLE name)
    string(REGEX MATCH "^[^/]+(/[^/]+\\.cpp$)?(/[^/]+)?" folder ${name})
    string(REGEX REPLACE "/[^/]+\\.cpp$" "" folder ${folder})
    string(MAKE_C_IDENTIFIER ${folder} folder)
    list(APPEND folders ${folder})
    list(APPEND in_${folder} ${source})
  endforeach()
  list(REMOVE_DUPLICATES folders)
  # Small folders of a layer share a group.
  foreach(folder IN LISTS folders)
    list(LENGTH in_${folder} size)
    if(size LESS 4)
      list(APPEND in_rest ${in_${folder}})
      list(REMOVE_ITEM folders ${folder})
    endif()
  endforeach()
  foreach(folder IN LISTS folders ITEMS rest)
    list(LENGTH in_${folder} size)
    math(EXPR parts "(${size} + ${JIWEI_GROUP_SIZE} - 1) / ${JIWEI_GROUP_SIZE}")
    foreach(source IN LISTS in_${folder})
      cmake_path(GET source STEM stem)
      string(SHA1 digest ${stem})
      string(SUBSTRING ${digest} 0 6 digest)
      math(EXPR part "0x${digest} % ${parts}")
      set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${folder}_${part})
    endforeach()
  endforeach()
endfunction()
