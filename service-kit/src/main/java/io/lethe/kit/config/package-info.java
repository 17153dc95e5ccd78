/** Typed configuration from YAML and environment. */
package io.lethe.kit.config;
