/// A JSON value that a person wrote: it knows its place and refuses what it is not.
package struct StrictJSONValue: Sendable {
    /// The value.
    package let value: JSONValue
    /// Where it is.
    package let place: JSONPlace

    /// Creates a value at a place.
    package init(_ value: JSONValue, at place: JSONPlace) {
        self.value = value
        self.place = place
    }

    /// Parses a whole text.
    package init(parsing bytes: [UInt8], at place: JSONPlace = .dotted()) throws(InputError) {
        do throws(JSONError) {
            self.init(try JSONParser.parse(bytes), at: place)
        } catch {
            var position = place.inputPlace
            (position.line, position.column) = (error.line, error.column)
            position.field = ""
            throw InputError(position, found: "no JSON (\(error.reason))", expected: "a JSON text")
        }
    }

    /// Returns the error of a value that its place does not take.
    package func mismatch(
        found: String? = nil, expected: String, hint: String? = nil
    ) -> InputError {
        InputError(place.inputPlace, found: found ?? shown, expected: expected, hint: hint)
    }

    private var shown: String {
        // A value of the fixtures may be a password or a key.
        place.style == .file ? value.kind : value.shown
    }

    /// Reads a text, which may be empty.
    package func string() throws(InputError) -> String {
        guard let text = value.string else { throw mismatch(expected: "a string") }
        return text
    }

    /// Reads a text that is not empty.
    package func nonEmptyString() throws(InputError) -> String {
        guard let text = value.string else { throw mismatch(expected: "a string") }
        guard !text.isEmpty else { throw mismatch(found: "an empty string", expected: "a string that is not empty") }
        return text
    }

    /// Reads a truth value.
    package func bool() throws(InputError) -> Bool {
        guard let flag = value.bool else { throw mismatch(expected: "true or false") }
        return flag
    }

    /// Reads a whole number of a range.
    package func integer(in range: ClosedRange<Int> = Int.min...Int.max) throws(InputError) -> Int {
        guard let number = value.integer, range.contains(number) else {
            let bounds =
                switch (range.lowerBound, range.upperBound) {
                case (Int.min, Int.max): ""
                case (let lower, Int.max): ", \(lower) or more"
                case (let lower, let upper): ", \(lower) to \(upper)"
                }
            let found = if case .number(let text) = value { text } else { shown }
            throw mismatch(found: found, expected: "a whole number" + bounds)
        }
        return number
    }

    /// Reads a text that names one of some choices.
    package func choice<Choice: RawRepresentable<String>>(of choices: [Choice]) throws(InputError) -> Choice {
        let names = choices.map(\.rawValue)
        guard let name = value.string else { throw mismatch(expected: names.joined(separator: ", ")) }
        guard let choice = choices.first(where: { $0.rawValue == name }) else {
            throw mismatch(
                found: InputError.echo(name), expected: names.joined(separator: ", "),
                hint: InputError.suggestion(for: name, among: names))
        }
        return choice
    }

    /// Reads the elements of an array.
    package func elements() throws(InputError) -> [StrictJSONValue] {
        guard let array = value.array else { throw mismatch(expected: "an array") }
        return array.enumerated().map { StrictJSONValue($1, at: place.element($0)) }
    }
}
