ntsim_unit_test(win32 path)
