# inkling_find_font(VARIABLE FILE...): the first of these font files that the system has, unless the
# user set VARIABLE.
function(inkling_find_font variable)
    find_file(${variable} NAMES ${ARGN}
        DOC "Font file compiled into the program"
        PATHS /usr/share/fonts /usr/local/share/fonts /opt/homebrew/share/fonts
            $ENV{HOME}/.local/share/fonts $ENV{HOME}/Library/Fonts /Library/Fonts
        PATH_SUFFIXES
            opentype/inter inter rsms-inter-fonts inter-font Inter OTF truetype/dejavu dejavu
            dejavu-sans-fonts TTF
        NO_DEFAULT_PATH)
    if(NOT EXISTS "${${variable}}")
        message(FATAL_ERROR "No font for the window was found: install the package fonts-inter or "
            "fonts-dejavu-core (Fedora: rsms-inter-fonts or dejavu-sans-fonts; Arch: inter-font or "
            "ttf-dejavu), or set ${variable} to a TrueType or OpenType file.")
    endif()
endfunction()
