/* From here on DEFINE_GUID defines. The same header as drivers have; it has its own guard. */
#include "../ddk/initguid.h"
