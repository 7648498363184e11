/// The members by their kind; nil for a member that is missing.
extension StrictJSONReader {
    /// Reads a text.
    package func string(_ key: String) throws(InputError) -> String? { try self[key]?.string() }

    /// Reads a text that is not empty.
    package func nonEmptyString(_ key: String) throws(InputError) -> String? { try self[key]?.nonEmptyString() }

    /// Reads a text that must be there and not be empty.
    package func requiredString(_ key: String) throws(InputError) -> String {
        guard let member = self[key] else { throw mismatch(key, "a string that is not empty") }
        return try member.nonEmptyString()
    }

    /// Reads a truth value.
    package func bool(_ key: String) throws(InputError) -> Bool? { try self[key]?.bool() }

    /// Reads a whole number of a range.
    package func integer(_ key: String, in range: ClosedRange<Int>) throws(InputError) -> Int? {
        try self[key]?.integer(in: range)
    }

    /// Reads a whole number of 64 bits without sign.
    package func seed(_ key: String) throws(InputError) -> UInt64? {
        guard let value = value(key) else { return nil }
        guard case .number(let text) = value, let number = UInt64(text) else {
            throw mismatch(key, "a whole number, 0 to \(UInt64.max)")
        }
        return number
    }

    /// Reads a number of a range that `expected` describes.
    package func number(
        _ key: String, in range: ClosedRange<Double>, _ expected: String
    ) throws(InputError) -> Double? {
        guard let value = value(key) else { return nil }
        guard case .number(let text) = value, let number = Double(text), range.contains(number) else {
            throw mismatch(key, expected)
        }
        return number
    }

    /// Reads a text that names one of some choices.
    package func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, of type: Choice.Type
    ) throws(InputError) -> Choice? where Choice.RawValue == String {
        try self[key]?.choice(of: Array(Choice.allCases))
    }

    /// Reads an object with any keys.
    package func members(_ key: String) throws(InputError) -> JSONObject? {
        guard let value = value(key) else { return nil }
        guard let members = value.object else { throw mismatch(key, "an object") }
        return members
    }

    /// Reads the elements of an array; none if it is missing.
    package func elements(_ key: String) throws(InputError) -> [StrictJSONValue] {
        try self[key]?.elements() ?? []
    }

    /// Reads an array of texts that is not empty.
    package func strings(_ key: String) throws(InputError) -> [String]? {
        guard let value = value(key) else { return nil }
        guard let elements = value.array, !elements.isEmpty, elements.allSatisfy({ $0.string != nil }) else {
            throw mismatch(key, "an array of strings")
        }
        return elements.compactMap(\.string)
    }

    /// Reads an array of texts that name choices; all choices if it is missing.
    package func choices<Choice: RawRepresentable & CaseIterable>(
        _ key: String, of type: Choice.Type
    ) throws(InputError) -> [Choice] where Choice.RawValue == String {
        guard try strings(key) != nil else { return Array(Choice.allCases) }
        var choices: [Choice] = []
        for element in try elements(key) {
            let choice = try element.choice(of: Array(Choice.allCases))
            guard !choices.contains(where: { $0.rawValue == choice.rawValue }) else {
                throw element.mismatch(found: "a second '\(choice.rawValue)'", expected: "each once")
            }
            choices.append(choice)
        }
        return choices
    }
}
