/// What a shell may complete, derived from the specifications of the commands.
enum CompletionWords {
    /// What may follow an option.
    enum Value: Equatable {
        /// Nothing: the option has no value.
        case none
        /// One of some words.
        case words([String])
        /// The path of a file or a folder.
        case file
        case folder
        /// Something that no shell knows.
        case text
    }

    /// Returns the words that a command takes as its first arguments, such as `run` of `contracts run`.
    static func arguments(of specification: CommandSpecification) -> [String] {
        alternatives(in: specification.positional)
    }

    /// Returns what may follow an option.
    static func value(of option: CommandSpecification.Option) -> Value {
        guard let value = option.value else { return .none }
        if value.hasSuffix("DIR") { return .folder }
        if value.hasSuffix("FILE") || value.hasSuffix("PATH") { return .file }
        let words = value.split(separator: "|").map(String.init)
        return words.count > 1 && words.allSatisfy(isWord) ? .words(words) : .text
    }

    /// Returns the words in small letters among alternatives such as `run | explain [CONTRACT ...]`.
    private static func alternatives(in text: String) -> [String] {
        text.split { " |[]".contains($0) }.map(String.init).filter { isWord($0) && !$0.hasPrefix("\"") }
    }

    private static func isWord(_ text: String) -> Bool {
        text.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
    }
}
