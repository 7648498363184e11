/// Lists mutants one after the other, so that the compiler looks at each by itself.
@resultBuilder
enum MutantList {
    static func buildExpression(_ mutant: Mutant) -> [Mutant] { [mutant] }
    static func buildBlock(_ mutants: [Mutant]...) -> [Mutant] { mutants.flatMap { $0 } }

    /// The mutants of a closure.
    static func of(@MutantList _ mutants: () -> [Mutant]) -> [Mutant] { mutants() }
}
