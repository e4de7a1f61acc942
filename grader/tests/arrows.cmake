# cmake -P: the rooms of the grader are in grader/src/, and arrows between them point down: a file includes what its own
# room has, and the rooms named here for it. A room that is not named here may include nothing.
set(base)
# What a warden and those who ask it say to each other is the protocol's to say.
set(arena base warden/protocol)
set(submission base)
set(result base)
set(evidence base arena warden/protocol)
set(warden base arena evidence)
# Nothing is graded there; what it looks at may be any program.
set(observe base evidence report)
set(predict base result evidence report observe)
set(report base result)
set(compile base arena result submission)
# What a sanitized server's status means is the build's to say.
set(checks base arena evidence result compile/watch)
# Reads what was seen; plays nothing.
set(diagnosis base arena evidence result checks/close_look checks/explain)
set(cli base arena evidence result compile submission checks diagnosis report)
# A grading is a process of its own there: nothing of the checks is known, only what they left.
set(class base arena compile/find_compiler result submission report)

get_filename_component(source ${CMAKE_CURRENT_LIST_DIR}/../src ABSOLUTE)
file(GLOB_RECURSE files RELATIVE ${source} ${source}/*.cpp ${source}/*.hpp)
list(LENGTH files count)
if(count EQUAL 0)
    message(FATAL_ERROR "there is no source in ${source}")
endif()
set(wrong "")
foreach(file IN LISTS files)
    string(REGEX MATCH "^[^/]+" room ${file})
    string(REPLACE ";" "|" allowed "${room};${${room}}")
    file(STRINGS ${source}/${file} includes REGEX "^#include \"[a-z_]+/")
    foreach(include IN LISTS includes)
        if(NOT include MATCHES "^#include \"(${allowed})[/.]")
            string(APPEND wrong "\n  ${file}: ${include}")
        endif()
    endforeach()
endforeach()
if(wrong)
    message(FATAL_ERROR "these point up; move what they need down, or see ${CMAKE_CURRENT_LIST_FILE}:${wrong}")
endif()
