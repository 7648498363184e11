package main

import (
	"io"
	"net/http"
	"os"
)

func main() {
	response, err := http.Get(os.Getenv("LINK"))
	if err != nil {
		panic(err)
	}
	text, err := io.ReadAll(response.Body)
	if err != nil {
		panic(err)
	}
	if err := os.WriteFile(os.Getenv("OUT"), text, 0o600); err != nil {
		panic(err)
	}
}
