/// A validation of a value against its schema, up to the first violation.
struct JSONSchemaValidation {
    let document: JSONValue
    let expressions: JSONSchemaExpressions

    func check(_ value: JSONValue, _ schema: JSONValue, _ place: JSONPointer) -> JSONSchemaViolation? {
        if let admits = schema.bool {
            return admits ? nil : JSONSchemaViolation(pointer: place, expected: "nothing", found: value.excerpt)
        }
        guard let schema = schema.object else { return nil }
        if let target = schema["$ref"]?.string.flatMap(JSONSchemaReading.pointer)?.value(in: document),
            let violation = check(value, target, place)
        {
            return violation
        }
        if let expected = unmetKind(value, schema) {
            return JSONSchemaViolation(pointer: place, expected: expected, found: value.excerpt)
        }
        let own: JSONSchemaViolation? =
            switch value {
            case .string(let text):
                unmet(text, schema).map { JSONSchemaViolation(pointer: place, expected: $0, found: value.excerpt) }
            case .number(let text):
                unmet(number: text, schema).map {
                    JSONSchemaViolation(pointer: place, expected: $0, found: value.excerpt)
                }
            case .array(let elements): check(elements, schema, place)
            case .object(let object): check(object, schema, place)
            case .null, .bool: nil
            }
        return own ?? checkBranches(value, schema, place)
    }

    private func unmetKind(_ value: JSONValue, _ schema: JSONObject) -> String? {
        if let type = schema["type"] {
            let types = (type.array ?? [type]).compactMap { $0.string.flatMap(JSONSchema.TypeName.init) }
            if !types.contains(where: { $0.contains(value) }) { return types.map(\.phrase).joined(separator: " or ") }
        }
        if let constant = schema["const"], !value.isSame(as: constant) { return constant.excerpt }
        if let values = schema["enum"]?.array, !values.contains(where: value.isSame) {
            return values.count == 1 ? values[0].excerpt : "one of " + values.map(\.excerpt).joined(separator: ", ")
        }
        return nil
    }

    private func unmet(_ text: String, _ schema: JSONObject) -> String? {
        let length = text.unicodeScalars.count
        if let minimum = schema["minLength"]?.integer, length < minimum { return "a string of at least \(minimum)" }
        if let maximum = schema["maxLength"]?.integer, length > maximum { return "a string of at most \(maximum)" }
        if let format = schema["format"]?.string.flatMap(JSONSchemaFormat.init), !format.admits(text) {
            return format.phrase
        }
        if let pattern = schema["pattern"]?.string, !expressions.matches(text, pattern) {
            return "a string that matches \(pattern)"
        }
        return nil
    }

    private func unmet(number: String, _ schema: JSONObject) -> String? {
        if case .number(let minimum) = schema["minimum"], JSONSchemaNumber.less(number, minimum) {
            return "\(minimum) or more"
        }
        if case .number(let maximum) = schema["maximum"], JSONSchemaNumber.less(maximum, number) {
            return "\(maximum) or less"
        }
        return nil
    }

    private func check(
        _ elements: [JSONValue], _ schema: JSONObject, _ place: JSONPointer
    ) -> JSONSchemaViolation? {
        let found = "\(elements.count) items"
        if let minimum = schema["minItems"]?.integer, elements.count < minimum {
            return JSONSchemaViolation(pointer: place, expected: "at least \(minimum) items", found: found)
        }
        if let maximum = schema["maxItems"]?.integer, elements.count > maximum {
            return JSONSchemaViolation(pointer: place, expected: "at most \(maximum) items", found: found)
        }
        guard let items = schema["items"] else { return nil }
        for (index, element) in elements.enumerated() {
            if let violation = check(element, items, place.appending(String(index))) { return violation }
        }
        return nil
    }

    private func check(
        _ object: JSONObject, _ schema: JSONObject, _ place: JSONPointer
    ) -> JSONSchemaViolation? {
        for name in (schema["required"]?.array ?? []).compactMap(\.string) where object[name] == nil {
            return JSONSchemaViolation(
                pointer: place, expected: "the member '\(name)'",
                found: object.keys.isEmpty ? "none" : object.keys.joined(separator: ", "))
        }
        let properties = schema["properties"]?.object
        for member in object.members {
            let place = place.appending(member.key)
            if let property = properties?[member.key] {
                if let violation = check(member.value, property, place) { return violation }
            } else if let others = schema["additionalProperties"] {
                if others.bool == false {
                    return JSONSchemaViolation(pointer: place, expected: "no such member", found: member.value.excerpt)
                }
                if let violation = check(member.value, others, place) { return violation }
            }
        }
        return nil
    }

    private func checkBranches(
        _ value: JSONValue, _ schema: JSONObject, _ place: JSONPointer
    ) -> JSONSchemaViolation? {
        for branch in schema["allOf"]?.array ?? [] {
            if let violation = check(value, branch, place) { return violation }
        }
        if let condition = schema["if"], let branch = schema[check(value, condition, place) == nil ? "then" : "else"],
            let violation = check(value, branch, place)
        {
            return violation
        }
        for keyword in ["anyOf", "oneOf"] {
            guard let branches = schema[keyword]?.array else { continue }
            var misses: [JSONSchemaViolation] = []
            for branch in branches {
                if let violation = check(value, branch, place) { misses.append(violation) }
            }
            let hits = branches.count - misses.count
            if hits == 0 {
                return JSONSchemaViolation(
                    pointer: place, expected: "one of these: " + misses.map(\.description).joined(separator: "; "),
                    found: value.excerpt)
            }
            if keyword == "oneOf", hits > 1 {
                return JSONSchemaViolation(
                    pointer: place, expected: "exactly one of \(branches.count) schemas to hold",
                    found: "\(hits) that hold for \(value.excerpt)")
            }
        }
        return nil
    }
}
