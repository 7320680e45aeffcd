// libargon2, and the knob of the allocator that its working memory needs.
#include <argon2.h>
#ifdef __linux__
#include <malloc.h>
#endif
