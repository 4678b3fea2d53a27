/* GUIDs. The same header as drivers have; it has its own guard. */
#include "../ddk/guiddef.h"
