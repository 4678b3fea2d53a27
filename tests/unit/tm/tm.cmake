# Resource managers' callbacks must lie in an image.
ntsim_add_driver(tm_cases SOURCES unit/tm/drivers/transaction.c)
ntsim_unit_test(tm transaction MODULES tm_cases.sys)
