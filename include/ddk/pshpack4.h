/* Packs structures to 4 until <poppack.h>. No guard: it is included in pairs. */
#pragma pack(push, 4)
