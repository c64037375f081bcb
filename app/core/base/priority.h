/* Threads that work behind the window. */
#ifndef APP_CORE_BASE_PRIORITY_H
#define APP_CORE_BASE_PRIORITY_H

/* Lowers the calling thread's priority, and that of those it starts: drawing goes first. */
void priority_lower(void);

#endif
