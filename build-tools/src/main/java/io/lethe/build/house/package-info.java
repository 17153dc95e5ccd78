/**
 * Measures the sources of all modules, and holds them to the limits that CONTRIBUTING.md states.
 */
package io.lethe.build.house;
