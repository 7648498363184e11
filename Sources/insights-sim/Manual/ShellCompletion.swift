/// The completions of the command line for a shell, written from the specifications of the commands.
enum ShellCompletion: String, CaseIterable {
    case bash
    case zsh
    case fish

    /// Returns the script that the shell reads.
    func script(_ commands: [CommandSpecification]) -> String {
        switch self {
        case .bash: Self.bashScript(commands)
        case .zsh: Self.zshScript(commands)
        case .fish: Self.fishScript(commands)
        }
    }

    // MARK: Bash
    private static func bashScript(_ commands: [CommandSpecification]) -> String {
        let cases = commands.map { command in
            let words = CompletionWords.arguments(of: command) + options(command)
            return """
                    \(command.name))
                        words='\(words.joined(separator: " "))'
                        case $previous in
                \(bashValues(command))        esac
                        ;;
                """
        }
        return """
            # Completions of insights-sim for bash, written by 'insights-sim completions bash'.
            _insights_sim() {
                local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words='' index
                COMPREPLY=()
                # The command to run has completions of its own.
                for ((index = 1; index < COMP_CWORD; index++)); do
                    if [ "${COMP_WORDS[index]}" = -- ]; then
                        COMPREPLY=($(compgen -c -f -- "$current"))
                        return
                    fi
                done
                if [ "$COMP_CWORD" -eq 1 ]; then
                    COMPREPLY=($(compgen -W '\((commands.map(\.name) + ["help", "--help", "--version"])
                        .joined(separator: " "))' -- "$current"))
                    return
                fi
                case ${COMP_WORDS[1]} in
                help) words='\(commands.map(\.name).joined(separator: " "))' ;;
            \(cases.joined(separator: "\n"))
                esac
                COMPREPLY=($(compgen -W "$words" -- "$current"))
                if [ ${#COMPREPLY[@]} -eq 0 ] && [[ $current != -* ]]; then
                    COMPREPLY=($(compgen -f -- "$current"))
                fi
            }
            complete -o filenames -F _insights_sim insights-sim
            """
    }

    /// Returns the branches for what follows the options of a command.
    private static func bashValues(_ command: CommandSpecification) -> String {
        command.options.compactMap { option in
            let action: String? =
                switch CompletionWords.value(of: option) {
                case .none: nil
                case .words(let words): "compgen -W '\(words.joined(separator: " "))'"
                case .file: "compgen -f"
                case .folder: "compgen -d"
                case .text: ":"
                }
            guard let action else { return nil }
            return "        \(option.name)) COMPREPLY=($(\(action) -- \"$current\")); return ;;\n"
        }.joined()
    }

    // MARK: Zsh
    private static func zshScript(_ commands: [CommandSpecification]) -> String {
        let names = commands.map { zshQuoted("\($0.name):\($0.summary)") }
        let cases = commands.map { command in
            var lines = command.options.map { option in
                let repeats = option.isRepeatable ? "*" : ""
                return zshQuoted(
                    "\(repeats)\(option.name)[\(zshText(option.summary))]\(zshValue(option))")
            }
            let words = CompletionWords.arguments(of: command)
            if command.takesCommand {
                lines.append("'*::command:_normal'")
            } else if !words.isEmpty {
                lines.append(zshQuoted("1:word:(\(words.joined(separator: " ")))"))
                lines.append("'*:argument:_files'")
            }
            return "        \(command.name)) _arguments \\\n            "
                + (lines + ["'--help[show the help]'"]).joined(separator: " \\\n            ") + " ;;"
        }
        return """
            #compdef insights-sim
            # Completions of insights-sim for zsh, written by 'insights-sim completions zsh'.
            _insights_sim() {
                local -a commands
                commands=(
                    \(names.joined(separator: "\n        "))
                )
                if ((CURRENT == 2)); then
                    _describe command commands
                    return
                fi
                local name=$words[2]
                shift words
                ((CURRENT--))
                case $name in
                    help) _describe command commands ;;
            \(cases.joined(separator: "\n"))
                esac
            }
            if [ "$funcstack[1]" = _insights_sim ]; then
                _insights_sim "$@"
            else
                compdef _insights_sim insights-sim
            fi
            """
    }

    private static func zshValue(_ option: CommandSpecification.Option) -> String {
        let name = (option.value ?? "").lowercased().filter { $0.isLetter }
        return switch CompletionWords.value(of: option) {
        case .none: ""
        case .words(let words): ":value:(\(words.joined(separator: " ")))"
        case .file: ":file:_files"
        case .folder: ":folder:_files -/"
        case .text: ":\(name): "
        }
    }

    /// Returns a description in which brackets and colons do not end it.
    private static func zshText(_ text: String) -> String {
        text.map { "[]:\\".contains($0) ? "\\\($0)" : String($0) }.joined()
    }

    private static func zshQuoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    // MARK: Fish
    private static func fishScript(_ commands: [CommandSpecification]) -> String {
        var lines = [
            "# Completions of insights-sim for fish, written by 'insights-sim completions fish'.",
            "complete -c insights-sim -n __fish_use_subcommand -f -l version -d 'print the version'",
            "complete -c insights-sim -n __fish_use_subcommand -f -a help -d 'show the help of a command'",
        ]
        for command in commands {
            lines.append(
                "complete -c insights-sim -n __fish_use_subcommand -f -a \(command.name) -d \(fishQuoted(command.summary))"
            )
        }
        for command in commands {
            let condition = "complete -c insights-sim -n '__fish_seen_subcommand_from \(command.name)'"
            for word in CompletionWords.arguments(of: command) { lines.append("\(condition) -a \(word)") }
            for option in command.options {
                let value =
                    switch CompletionWords.value(of: option) {
                    case .none: " -f"
                    case .words(let words): " -x -a \(fishQuoted(words.joined(separator: " ")))"
                    case .file: " -r -F"
                    case .folder: " -x -a '(__fish_complete_directories)'"
                    case .text: " -x"
                    }
                lines.append("\(condition) -l \(option.name.dropFirst(2))\(value) -d \(fishQuoted(option.summary))")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func fishQuoted(_ text: String) -> String {
        "'" + text.map { "'\\".contains($0) ? "\\\($0)" : String($0) }.joined() + "'"
    }

    private static func options(_ command: CommandSpecification) -> [String] {
        command.options.map(\.name) + ["--help"]
    }
}
