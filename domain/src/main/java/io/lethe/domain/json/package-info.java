/** JSON with one spelling, so that it can be hashed and signed. */
package io.lethe.domain.json;
