# Presses Tab in a zsh of its own, and prints the line after it, for scripts/test-packages.
#
#   zsh -f scripts/press-tab.zsh FOLDER SCRATCH LINE EXPECTED [LINE EXPECTED]...
#
# FOLDER has the completions. A zsh loads its completions at the first Tab, which may take a while: an answer that is not
# the expected one is asked for again before it is printed.
zmodload zsh/zpty
press_tab() { # line, seconds
    local output
    zpty -w -n terminal "$1"$'\t'
    sleep $2
    # Prints the line as it stands: its start becomes a command, its end runs it.
    zpty -w -n terminal $'\x01print -r -- found:\x05\n'
    zpty -r -m terminal output $'*\nfound:*\n' || return
    print -r -- ${${output##*$'\n'found:}%%$'\r'*}
}
zpty terminal zsh -f -i
zpty -w terminal "PS1=; fpath=(${(q)1} \$fpath); autoload -Uz compinit && compinit -u -d ${(q)2}/dump; print ready"
zpty -r -m terminal output $'*\nready*'
for line expected in ${@:3}; do
    for seconds in 0.2 1 5; do
        found=$(press_tab $line $seconds)
        [[ $found = $expected ]] && break
    done
    print -r -- $found
done
zpty -d terminal
