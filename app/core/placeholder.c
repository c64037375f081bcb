typedef int app_core_placeholder;
