package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

func main() {
	method, url, token, body := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	var content io.Reader
	if body != "-" {
		content = strings.NewReader(body)
	}
	request, _ := http.NewRequest(method, url, content)
	if token != "-" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	if strings.HasPrefix(body, "{") {
		request.Header.Set("Content-Type", "application/json")
	} else if body != "-" {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	text, _ := io.ReadAll(response.Body)
	fmt.Printf("%d\n%s", response.StatusCode, text)
}
