# Debugger views: shown under a heading behind the story; a bad one is one sentence and exit code 2.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

ntsim(0 views)
must_have("${out}" "!drvobj" "!obtrace" "!analyze")
bad("views takes no argument, not more" views more)

ntsim(0 run u01_handle_left_open --view "!devhandles Echo" --view "!drvobj echo")
must_have("${out}" "--- !devhandles Echo (at the end," "1 handle on" "--- !drvobj echo (at the end," "unload pending" "outcome: quiet; echo wedged")
ntsim(0 run u16_timer_left_set --view "!timer" --at IMAGE_FREE)
must_have("${out}" "--- !timer (at IMAGE_FREE, " "image gone: ")

bad("there is no view !nothing (ntsim views lists them)" run echo --view !nothing)
bad("!devobj needs an argument: DEVICE" run echo --view !devobj)
bad("there is no \\Device\\Nothing" run echo --view "!devobj Nothing")
bad("there is a moment for views (0.5), but no view" run echo --at 0.5)
bad("--at needs a value" run echo --view !timer --at)
bad("--view needs a view, such as '!drvobj NAME' (ntsim views lists them)" run echo --view)
