foreach(test callback directory event_ddi handle ledger ob_ddi_handle object type)
    ntsim_unit_test(ob ${test})
endforeach()

# Routines of object callbacks must lie in an image.
ntsim_add_driver(ob_filter_cases SOURCES unit/ob/drivers/filter.c)
ntsim_unit_test(ob filter MODULES ob_filter_cases.sys)
